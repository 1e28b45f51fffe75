package org.jpose.media.image;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jpose.core.Counted;

/** Finds numbers that are missing in a series of files whose names differ in one number only. */
public final class SeriesGaps {
  private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d+)(\\D*)");

  private SeriesGaps() {}

  /** What is missing, in a line; empty if nothing is, or the names are no series. */
  public static Optional<String> of(List<Path> files) {
    if (files.size() < 2) {
      return Optional.empty();
    }
    Matcher first = match(files.get(0));
    if (!first.matches()) {
      return Optional.empty();
    }
    BigInteger last = null;
    BigInteger usual = null;
    boolean even = true;
    long missing = 0;
    for (Path file : files) {
      Matcher name = match(file);
      if (!name.matches()
          || !name.group(1).equals(first.group(1))
          || !name.group(3).equals(first.group(3))) {
        return Optional.empty();
      }
      BigInteger number = new BigInteger(name.group(2));
      if (last != null) {
        BigInteger step = number.subtract(last);
        if (step.signum() <= 0) {
          return Optional.empty();
        }
        usual = usual == null ? step : usual;
        even &= step.equals(usual);
        missing += step.subtract(BigInteger.ONE).min(BigInteger.valueOf(1L << 40)).longValue();
      }
      last = number;
    }
    // Every fifth frame is a series as well.
    return missing == 0 || even && files.size() > 2
        ? Optional.empty()
        : Optional.of(
            "%s missing between %s and %s; the %d files that are there follow each other"
                .formatted(
                    Counted.of(missing, "number is", "numbers are"),
                    files.get(0).getFileName(),
                    files.get(files.size() - 1).getFileName(),
                    files.size()));
  }

  private static Matcher match(Path file) {
    Matcher matcher = NUMBERED.matcher(file.getFileName().toString());
    matcher.matches();
    return matcher;
  }
}
