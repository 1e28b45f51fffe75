package org.jpose.weights.numpy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.StridedTensor;
import org.jpose.weights.Weights;
import org.jpose.weights.pickle.ByteRegion;
import org.jpose.weights.pickle.Unpickler;

/**
 * Reads NumPy arrays: {@code .npy} of versions 1 to 3 (NEP 1), with numbers or with a pickled
 * dictionary of layers.
 */
public final class NumpyReader {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 20;
  private static final Pattern TYPE =
      Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([^'\"]*)['\"]");
  private static final Pattern ORDER =
      Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([^()]*)\\)");
  private static final String SEPARATOR = "/";

  private final String file;
  private final ByteRegion region;

  private NumpyReader(String file, ByteRegion region) {
    this.file = file;
    this.region = region;
  }

  /**
   * Reads a file. A dictionary's tensors are named {@code layer/part}; a single array has the name
   * of the file without its ending.
   *
   * @throws ModelFormatException if it is damaged, or of other things than numbers
   */
  public static Weights read(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      ByteRegion region = ByteRegion.of(channel);
      TensorTree tree = new TensorTree(path.toString(), SEPARATOR, region.length());
      String name = path.getFileName().toString();
      new NumpyReader(path.toString(), region).addTo(tree, name.replaceFirst("\\.[^.]*$", ""), "");
      return new Weights(name, Map.of(), tree.tensors());
    }
  }

  /** Adds what one array of an archive holds. */
  static void add(String file, String name, ByteRegion array, TensorTree tree) throws IOException {
    new NumpyReader(file, array).addTo(tree, name, name);
  }

  private void addTo(TensorTree tree, String name, String prefix) throws IOException {
    try {
      int start = headerStart();
      int end = start + headerLength();
      if (end > region.length()) {
        throw fault("header ends at byte %d of %d; is it cut off?".formatted(end, region.length()));
      }
      String header =
          new String(region.slice(start, end - start).bytes(), StandardCharsets.ISO_8859_1);
      ByteRegion data = region.slice(end, region.length() - end);
      NumpyType type = NumpyType.of(found(TYPE, "descr", header));
      if (type.number().isEmpty()) {
        addObjects(tree, prefix, data);
      } else {
        tree.add(name, array(type, header, data));
      }
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(file + ": " + e.getMessage(), e);
    }
  }

  private ModelFormatException fault(String words) {
    return new ModelFormatException(file + ": " + words);
  }

  private int version() throws IOException {
    if (region.length() < MAGIC.length + 4) {
      throw fault("has " + region.length() + " bytes, expected an array; is it cut off?");
    }
    byte[] head = region.slice(0, MAGIC.length + 1).bytes();
    if (!Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw fault("does not begin as a NumPy array does; is it one?");
    }
    int version = head[MAGIC.length];
    if (version < 1 || version > 3) {
      throw fault("version is " + version + ", expected 1 to 3");
    }
    return version;
  }

  private int headerStart() throws IOException {
    return MAGIC.length + 2 + (version() == 1 ? Short.BYTES : Integer.BYTES);
  }

  private int headerLength() throws IOException {
    int bytes = version() == 1 ? Short.BYTES : Integer.BYTES;
    if (region.length() < MAGIC.length + 2 + bytes) {
      throw fault("has " + region.length() + " bytes, expected an array; is it cut off?");
    }
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    length.limit(bytes);
    region.read(MAGIC.length + 2, length);
    long header = Integer.toUnsignedLong(length.clear().getInt());
    if (header > LONGEST_HEADER) {
      throw fault("header has " + header + " bytes, expected " + LONGEST_HEADER + " at most");
    }
    return (int) header;
  }

  private String found(Pattern pattern, String key, String header) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw fault(
          "header has no '%s' of a kind known here; only arrays of one number each are read"
              .formatted(key));
    }
    return matcher.group(1);
  }

  private PickledArray array(NumpyType type, String header, ByteRegion data) {
    List<Long> sizes = new ArrayList<>();
    for (String size : found(SHAPE, "shape", header).split(",")) {
      String digits = size.strip().replaceFirst("L$", "");
      if (!digits.isEmpty()) {
        if (!digits.matches("\\d{1,18}")) {
          throw fault("shape has '" + digits + "', expected whole numbers");
        }
        sizes.add(Long.parseLong(digits));
      }
    }
    List<Integer> shape = StridedTensor.sizes(sizes);
    boolean fortran = found(ORDER, "fortran_order", header).equals("True");
    PickledArray array = new PickledArray();
    array.fill(type, fortran ? StridedTensor.columns(shape) : StridedTensor.rows(shape), data);
    return array;
  }

  private void addObjects(TensorTree tree, String prefix, ByteRegion data) throws IOException {
    Object value = Unpickler.read(file, data, new NumpyConstructions(data.length()));
    if (!(value instanceof PickledArray array) || array.objects().isEmpty()) {
      throw fault("is said to hold objects and does not");
    }
    List<?> objects = array.objects().get();
    if (objects.size() != 1) {
      throw fault(
          "holds %d objects, expected one dictionary {layer: {'weights': ..., 'biases': ...}}"
              .formatted(objects.size()));
    }
    tree.add(prefix, objects.get(0));
  }
}
