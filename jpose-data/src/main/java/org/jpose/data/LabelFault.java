package org.jpose.data;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Something in labels that is wrong or hardly meant so.
 *
 * @param kind what it is
 * @param description where and what, in one line
 */
public record LabelFault(Kind kind, String description) {
  public LabelFault {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(description, "description");
  }

  /** What can be wrong with labels alone, the images unseen. */
  public enum Kind {
    /** Joints of which less than half of those wanted can be made. */
    UNKNOWN_JOINTS("skeletons of which few joints fit, or none"),
    /** An entry that cannot be read: a value that is missing or of the wrong type. */
    UNREADABLE("entries that cannot be read"),
    /** An annotation whose image is not listed: nobody ever sees it. */
    UNKNOWN_IMAGE("annotations of images that are not listed"),
    /** A labelled person whose area is not above 0: COCO's measure then allows no error. */
    NO_AREA("people whose area is not above 0"),
    /** A number of labelled joints other than the labels' own; COCO's measure goes by it. */
    WRONG_COUNT("people whose num_keypoints is not the number of their labels"),
    /** A person most of whose joints are not in its box. */
    BESIDE_BOX("people whose joints are beside their box"),
    /** A person whose coordinates are parts of the image instead of pixels. */
    PARTS_OF_IMAGE("people with coordinates from 0 to 1 instead of pixels"),
    /** An annotation with the number of another. */
    DUPLICATE_ID("annotations whose id occurs twice");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** What they are called, in the plural. */
    public String label() {
      return label;
    }
  }

  /** A line for each kind that occurs: how many, and the first of them. */
  public static List<String> summary(List<LabelFault> faults) {
    Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    Map<Kind, String> first = new EnumMap<>(Kind.class);
    for (LabelFault fault : faults) {
      counts.merge(fault.kind, 1, Integer::sum);
      first.putIfAbsent(fault.kind, fault.description);
    }
    return first.entrySet().stream()
        .map(
            e ->
                String.format(
                    Locale.ROOT,
                    "%,d %s; the first: %s",
                    counts.get(e.getKey()),
                    e.getKey().label,
                    e.getValue()))
        .toList();
  }
}
