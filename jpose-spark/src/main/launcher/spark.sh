# For the launcher: what Spark needs of the JDK's inner packages.
spark_opens='${spark.opens}'
