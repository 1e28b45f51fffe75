package org.jpose.data;

import java.util.Objects;
import org.jpose.core.Counted;

/**
 * Tells equal data from other data, on whichever machine they lie.
 *
 * @param name what people call them; not compared
 * @param size number of samples of an epoch
 * @param hash of the content, as {@link ContentHash} or the caller makes it
 */
public record DataIdentity(String name, int size, String hash) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there are no samples or no hash
   */
  public DataIdentity {
    Objects.requireNonNull(name, "name");
    if (size < 1 || hash.isBlank()) {
      throw new IllegalArgumentException(
          "data '%s' of %d samples with hash '%s': expected samples and a hash"
              .formatted(name, size, hash));
    }
  }

  /** Whether the content is the same, whatever its name. */
  public boolean equalsContent(DataIdentity other) {
    return size == other.size && hash.equals(other.hash);
  }

  @Override
  public String toString() {
    return "%s (%s, %s)".formatted(name, Counted.of(size, "sample"), hash);
  }
}
