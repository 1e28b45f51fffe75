package org.jpose.weights.numpy;

import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.Tensor;
import org.jpose.weights.TensorSource;
import org.jpose.weights.pickle.PickledDictionary;

/**
 * Finds the tensors in the dictionaries and lists of a pickle; a tensor's name is made of the keys
 * on the way to it. Other values are passed over.
 *
 * <p>Pickles can refer to themselves, and name one tensor many times: depth, visits, numbers and
 * the letters of all names are limited, and a tensor is read once.
 */
public final class TensorTree {
  private static final int DEEPEST = 16;
  private static final int MOST_VISITS = 1_000_000;

  /** All names together may have as many letters as the file bytes, and these. */
  private static final long LETTERS_ALWAYS = 1 << 20;

  private final String file;
  private final String separator;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<TensorSource, Tensor> read = new IdentityHashMap<>();
  private long numbersLeft;
  private long lettersLeft;
  private int visits;

  /**
   * Begins one search.
   *
   * @param bytes size of the file, unpacked; there may be as many numbers in all tensors together
   */
  public TensorTree(String file, String separator, long bytes) {
    this.file = file;
    this.separator = separator;
    this.numbersLeft = bytes;
    this.lettersLeft = bytes + LETTERS_ALWAYS;
  }

  /** Adds all tensors at and below {@code value}. */
  public void add(String name, Object value) throws IOException {
    add(name, value, 0);
  }

  /** All that was added, by name. */
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  private void add(String name, Object value, int depth) throws IOException {
    if (depth > DEEPEST || ++visits > MOST_VISITS) {
      throw new ModelFormatException(
          file + ": dictionaries nested deeper than " + DEEPEST + ", or without an end");
    }
    if (value instanceof PickledDictionary dictionary) {
      for (PickledDictionary.Entry entry : dictionary.entries()) {
        String key = entry.name().orElse(entry.key() instanceof Long index ? "" + index : null);
        if (key != null) {
          add(below(name, key), entry.value(), depth + 1);
        }
      }
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        add(below(name, Integer.toString(i)), list.get(i), depth + 1);
      }
    } else if (value instanceof PickledArray array && array.objects().isPresent()) {
      List<?> objects = array.objects().get();
      for (int i = 0; i < objects.size(); i++) {
        String index = objects.size() == 1 ? name : below(name, Integer.toString(i));
        add(index, objects.get(i), depth + 1);
      }
    } else if (value instanceof TensorSource source && !source.empty()) {
      lettersLeft -= name.length();
      if (lettersLeft < 0) {
        throw new ModelFormatException(
            file + ": names of tensors are longer than the file; one dictionary is in many others");
      }
      tensors.put(name, tensor(name, source));
    }
  }

  private String below(String name, String key) {
    return name.isEmpty() ? key : name + separator + key;
  }

  private Tensor tensor(String name, TensorSource source) throws IOException {
    Tensor known = read.get(source);
    if (known != null) {
      return known;
    }
    numbersLeft -= source.elements();
    if (numbersLeft < 0) {
      throw new ModelFormatException(
          "%s: up to tensor '%s' there are more numbers than the file has bytes; they overlap"
              .formatted(file, name));
    }
    Tensor tensor;
    try {
      tensor = source.read();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new ModelFormatException(file + ": tensor '" + name + "': " + e.getMessage(), e);
    }
    read.put(source, tensor);
    return tensor;
  }
}
