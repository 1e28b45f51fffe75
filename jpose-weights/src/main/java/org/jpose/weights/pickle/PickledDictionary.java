package org.jpose.weights.pickle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A dictionary as a pickle fills it: keys and values in order. Keys are not hashed or compared, for
 * they can be anything, also the dictionary itself.
 */
public final class PickledDictionary {
  private final List<Entry> entries = new ArrayList<>(0);

  PickledDictionary() {}

  /** Returns a new one without entries. */
  public static PickledDictionary empty() {
    return new PickledDictionary();
  }

  /**
   * One key with its value.
   *
   * @param key the key
   * @param value the value
   */
  public record Entry(Object key, Object value) {
    /** Returns the key if it is text, as characters or bytes. */
    public Optional<String> name() {
      return PickledText.of(key);
    }

    @Override
    public String toString() {
      return "entry " + name().orElse("?");
    }
  }

  void put(Object key, Object value) {
    entries.add(new Entry(key, value));
  }

  /** Returns the entries as they were written; of equal keys the last one counts. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** Returns the value of a text key. */
  public Optional<Object> value(String name) {
    Object found = null;
    for (Entry entry : entries) {
      if (entry.name().filter(name::equals).isPresent()) {
        found = entry.value();
      }
    }
    return Optional.ofNullable(found);
  }

  @Override
  public String toString() {
    return "dictionary of " + entries.size() + " entries";
  }
}
