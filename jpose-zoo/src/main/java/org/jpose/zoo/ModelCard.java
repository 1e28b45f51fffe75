package org.jpose.zoo;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jpose.zoo.download.ModelFile;

/**
 * What is to be known of a model.
 *
 * @param name name by which it is asked for
 * @param title one line
 * @param network the network it runs; empty for a trunk to start a training from, which finds
 *     nobody
 * @param file the file it was published as
 * @param licence under which terms
 * @param background where it comes from and what it is worth
 */
public record ModelCard(
    String name,
    String title,
    Optional<PoseNetwork> network,
    ModelFile file,
    Licence licence,
    Background background) {
  /** Lower case only, because some file systems cannot tell; a folder of the cache has the name. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  private static final Pattern FILE_ENDING =
      Pattern.compile(".*\\.(onnx|pb|npy|npz|zip|pth|pt|safetensors|caffemodel|index|meta)");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if the name cannot be one
   */
  public ModelCard {
    requireName(name);
    Objects.requireNonNull(network, "network");
  }

  /**
   * Checks the name of a model.
   *
   * @throws IllegalArgumentException if it cannot be one
   */
  static String requireName(String name) {
    if (!NAME.matcher(name).matches()
        || name.endsWith(".")
        || FILE_ENDING.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' cannot name a model; expected up to 64 of a-z, 0-9, '.', '_' and '-', a letter or"
              + " digit first, and no file's ending");
    }
    return name;
  }
}
