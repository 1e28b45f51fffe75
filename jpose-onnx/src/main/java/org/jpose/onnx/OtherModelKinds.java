package org.jpose.onnx;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jpose.core.ModelFormatException;

/** Files with models or weights that are no ONNX, told by how they begin or are named. */
final class OtherModelKinds {
  /** What 'jpose convert' takes. */
  private static final Map<String, String> CONVERTIBLE =
      Map.ofEntries(
          Map.entry(".pb", "a TensorFlow graph"),
          Map.entry(".index", "a TensorFlow checkpoint"),
          Map.entry(".caffemodel", "Caffe's weights"),
          Map.entry(".npy", "NumPy's weights"),
          Map.entry(".npz", "NumPy's weights"),
          Map.entry(".pth", "PyTorch's weights"),
          Map.entry(".pt", "PyTorch's weights"),
          Map.entry(".safetensors", "weights"));

  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry(".tflite", "a TensorFlow Lite model"),
          Map.entry(".h5", "a Keras model"),
          Map.entry(".hdf5", "a Keras model"),
          Map.entry(".keras", "a Keras model"),
          Map.entry(".engine", "a TensorRT engine"),
          Map.entry(".trt", "a TensorRT engine"),
          Map.entry(".mlmodel", "a CoreML model"),
          Map.entry(".mlpackage", "a CoreML model"),
          Map.entry(".xml", "an OpenVINO model"),
          Map.entry(".bin", "an OpenVINO model"),
          Map.entry(".prototxt", "a network without weights"));

  private OtherModelKinds() {}

  /**
   * Refuses what is no ONNX.
   *
   * @throws ModelFormatException that says what it is and what to do
   */
  static void refuse(Path file, byte[] bytes) {
    String start = new String(bytes, 0, Math.min(64, bytes.length), StandardCharsets.ISO_8859_1);
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    String extension = name.substring(Math.max(0, name.lastIndexOf('.')));
    if (start.startsWith("version https://git-lfs")) {
      throw new ModelFormatException(
          file + ": is a pointer of Git LFS, not the model; fetch it with 'git lfs pull'");
    }
    if (start.stripLeading().toLowerCase(Locale.ROOT).startsWith("<!doctype html")) {
      throw new ModelFormatException(
          file + ": is a web page, not a model; download the file itself");
    }
    Optional<String> weights =
        Optional.ofNullable(CONVERTIBLE.get(extension)).or(() -> weights(start));
    if (weights.isPresent()) {
      throw new ModelFormatException(
          "%s: is %s, not an ONNX model; convert it first: jpose convert %s %s--out %s.onnx"
              .formatted(
                  file,
                  weights.get(),
                  file,
                  extension.equals(".pb") || extension.equals(".safetensors")
                      ? ""
                      : "--network NAME ",
                  name.substring(0, name.length() - extension.length())));
    }
    Optional<String> other = Optional.ofNullable(OTHERS.get(extension)).or(() -> other(start));
    if (other.isPresent()) {
      throw new ModelFormatException(
          file + ": is " + other.get() + ", which jpose does not read; export it as ONNX");
    }
  }

  private static Optional<String> weights(String start) {
    if (start.startsWith("PK")) {
      return Optional.of("weights in an archive (PyTorch, NumPy)");
    }
    if (start.startsWith("\u0080\u0002") || start.startsWith("\u0080\u0004")) {
      return Optional.of("a pickle");
    }
    if (start.startsWith("\u0093NUMPY")) {
      return Optional.of("NumPy's weights");
    }
    boolean header = start.length() > 9 && start.startsWith("\0\0\0{", 5);
    return header ? Optional.of("weights in safetensors") : Optional.empty();
  }

  private static Optional<String> other(String start) {
    if (start.startsWith("TFL3", 4)) {
      return Optional.of("a TensorFlow Lite model");
    }
    return start.startsWith("\u0089HDF") ? Optional.of("a Keras model") : Optional.empty();
  }
}
