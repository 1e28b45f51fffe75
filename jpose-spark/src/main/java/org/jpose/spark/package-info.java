/**
 * People in archives larger than one machine, by Apache Spark: a DataFrame of files in, a DataFrame
 * of people out ({@link org.jpose.spark.PeopleOfImages}, {@link org.jpose.spark.PeopleOfVideos}).
 */
package org.jpose.spark;
