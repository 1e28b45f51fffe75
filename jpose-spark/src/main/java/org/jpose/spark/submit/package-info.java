/** The program for spark-submit. */
package org.jpose.spark.submit;
