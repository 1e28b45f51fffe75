package org.jpose.ros.bag;

/** Numbers and names of the format. */
final class BagFormat {
  static final String MAGIC = "#ROSBAG V2.0\n";
  static final int MESSAGE = 2;
  static final int HEADER = 3;
  static final int INDEX = 4;
  static final int CHUNK = 5;
  static final int CHUNK_INFO = 6;
  static final int CONNECTION = 7;

  /** Length of the first record, so that it can be written again in its place. */
  static final int HEADER_BYTES = 4096;

  private BagFormat() {}
}
