package org.jpose.ros.bridge;

/** How a rosbridge server packs the messages of a topic. */
public enum Compression {
  /** JSON as text: every server; bytes take a third more room. */
  NONE("none"),
  /** JSON within a PNG: little on the wire, much work. */
  PNG("png"),
  /** CBOR, with bytes as they are: the quickest for pictures. */
  CBOR("cbor"),
  /** The message as ROS 1 has it on the wire, within CBOR; servers of ROS 2 have others there. */
  CBOR_RAW("cbor-raw");

  private final String label;

  Compression(String label) {
    this.label = label;
  }

  /** The protocol's word for it. */
  public String label() {
    return label;
  }
}
