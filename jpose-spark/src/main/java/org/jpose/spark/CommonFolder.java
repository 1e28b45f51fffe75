package org.jpose.spark;

import java.io.Serializable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The folder that all files of a DataFrame are in, however deep.
 *
 * @param prefix what their names begin with, up to a {@code /}
 */
record CommonFolder(String prefix) implements Serializable {
  /**
   * Finds it.
   *
   * @param column names of files
   */
  static CommonFolder of(Dataset<Row> files, String column) {
    Row ends = files.agg(functions.min(column), functions.max(column)).head();
    if (ends.isNullAt(0)) {
      return new CommonFolder("");
    }
    String first = ends.getString(0);
    String last = ends.getString(1);
    int same = 0;
    while (same < Math.min(first.length(), last.length())
        && first.charAt(same) == last.charAt(same)) {
      same++;
    }
    return new CommonFolder(first.substring(0, first.lastIndexOf('/', same - 1) + 1));
  }

  /** A file's name seen from the folder. */
  String relative(String name) {
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }

  /** The same without its extension. */
  String stem(String name) {
    String relative = relative(name);
    int dot = relative.lastIndexOf('.');
    return dot > relative.lastIndexOf('/') + 1 ? relative.substring(0, dot) : relative;
  }
}
