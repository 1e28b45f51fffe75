package org.jpose.ros.message;

import java.util.List;

/**
 * {@code visualization_msgs/MarkerArray}.
 *
 * @param markers in order
 */
public record MarkerArray(List<Marker> markers) {
  /** The type. */
  public static final MessageType<MarkerArray> TYPE =
      new MessageType<>(
          new MessageDefinition("visualization_msgs/MarkerArray", "Marker[] markers"),
          Marker.DEFINITIONS,
          fields -> new MarkerArray(fields.messages("markers", Marker::read)),
          (fields, array) -> fields.messages("markers", array.markers, Marker::write));

  public MarkerArray {
    markers = List.copyOf(markers);
  }
}
