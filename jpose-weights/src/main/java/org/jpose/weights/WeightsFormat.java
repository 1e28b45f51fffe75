package org.jpose.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The kinds of files that hold weights. */
public enum WeightsFormat {
  /** Named tensors with a JSON header; jpose's own. */
  SAFETENSORS("safetensors"),
  /** One NumPy array ({@code .npy}), as a rule a pickled dictionary of layers. */
  NUMPY_ARRAY("NumPy array"),
  /** A zip archive of NumPy arrays ({@code .npz}). */
  NUMPY_ARCHIVE("NumPy archive"),
  /** A zip archive with a pickled dictionary of tensors ({@code .pth}, {@code .pt}). */
  PYTORCH("PyTorch checkpoint"),
  /** PyTorch's format before 1.6; it is recognised to be refused with the way out. */
  PYTORCH_LEGACY("PyTorch checkpoint of before 1.6"),
  /** A trained Caffe network ({@code .caffemodel}). */
  CAFFE("Caffe model"),
  /** A TensorFlow checkpoint: index and data files, also a folder or zip archive of them. */
  TENSORFLOW_CHECKPOINT("TensorFlow checkpoint"),
  /** A TensorFlow graph whose variables are constants ({@code .pb}); it brings its own network. */
  FROZEN_GRAPH("frozen TensorFlow graph"),
  /** An ONNX file. */
  ONNX("ONNX file");

  private final String words;

  WeightsFormat(String words) {
    this.words = words;
  }

  /**
   * Recognises a file by its content; only where that says nothing (it is cut off, or damaged at
   * its beginning) by its ending.
   *
   * @return the format; empty if neither content nor ending is one of a format known here
   * @throws NoSuchFileException if there is no such file; its message says so
   * @throws IOException if the file cannot be read
   */
  public static Optional<WeightsFormat> of(Path file) throws IOException {
    return FormatRecognition.of(file);
  }

  /** Whether a name is meant to be a file's: there is one, or it ends like one. */
  public static boolean isFileName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.matches(".*\\.(onnx|pb|safetensors|npy|npz|pth?|caffemodel|index|ckpt|zip)")) {
      return true;
    }
    return Files.exists(Path.of(name)) || Files.exists(Path.of(name + ".index"));
  }

  /** Returns the format's name in words. */
  @Override
  public String toString() {
    return words;
  }
}
