"""People of a folder of photos, with PySpark: spark-submit --jars jpose-spark.jar people.py FOLDER"""
import sys

from pyspark.sql import DataFrame, SparkSession

folder = sys.argv[1]
spark = SparkSession.builder.appName("people").getOrCreate()

java = spark._jvm.org.jpose.spark
photos = spark.read.format("binaryFile").load(folder)
people = DataFrame(java.PeopleOfImages.of(photos._jdf, java.PeopleOptions.defaults()), spark)
for row in people.orderBy("path").collect():
    print(row.path, row.error or len(row.people))

java.PeopleUdf.register(spark._jsparkSession, "jpose_people")
photos.createOrReplaceTempView("photos")
found = spark.sql("SELECT path, jpose_people(content) AS found FROM photos")
for row in found.selectExpr("path", "explode(found.people) AS person").orderBy("path", "person.id").collect():
    print(row.path, row.person.id, row.person.score)

spark.stop()
