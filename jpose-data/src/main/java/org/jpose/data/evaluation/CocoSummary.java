package org.jpose.data.evaluation;

import java.util.Locale;

/**
 * COCO's ten figures. Each is -1 where there is nobody to find.
 *
 * @param ap mean over similarities 0.50 to 0.95 of the average precision
 * @param ap50 average precision at similarity 0.50
 * @param ap75 average precision at similarity 0.75
 * @param apMedium as {@code ap}, people of medium size
 * @param apLarge as {@code ap}, large people
 * @param ar mean over similarities 0.50 to 0.95 of the part of people found
 * @param ar50 part of people found at similarity 0.50
 * @param ar75 part of people found at similarity 0.75
 * @param arMedium as {@code ar}, people of medium size
 * @param arLarge as {@code ar}, large people
 */
public record CocoSummary(
    double ap,
    double ap50,
    double ap75,
    double apMedium,
    double apLarge,
    double ar,
    double ar50,
    double ar75,
    double arMedium,
    double arLarge) {
  /** What a figure is where there is nobody to find. */
  public static final double NOTHING = -1;

  /** The table as COCO's own program prints it, to three digits; lines end with a newline. */
  public String table() {
    return line("Average Precision", "(AP)", "0.50:0.95", AreaRange.ALL, ap)
        + line("Average Precision", "(AP)", "0.50", AreaRange.ALL, ap50)
        + line("Average Precision", "(AP)", "0.75", AreaRange.ALL, ap75)
        + line("Average Precision", "(AP)", "0.50:0.95", AreaRange.MEDIUM, apMedium)
        + line("Average Precision", "(AP)", "0.50:0.95", AreaRange.LARGE, apLarge)
        + line("Average Recall", "(AR)", "0.50:0.95", AreaRange.ALL, ar)
        + line("Average Recall", "(AR)", "0.50", AreaRange.ALL, ar50)
        + line("Average Recall", "(AR)", "0.75", AreaRange.ALL, ar75)
        + line("Average Recall", "(AR)", "0.50:0.95", AreaRange.MEDIUM, arMedium)
        + line("Average Recall", "(AR)", "0.50:0.95", AreaRange.LARGE, arLarge);
  }

  private static String line(
      String what, String abbreviation, String similarity, AreaRange range, double value) {
    return String.format(
        Locale.ROOT,
        " %-18s %s @[ IoU=%-9s | area=%6s | maxDets=%3d ] = %.3f\n",
        what,
        abbreviation,
        similarity,
        range,
        ImageMatcher.MOST_DETECTIONS,
        value);
  }
}
