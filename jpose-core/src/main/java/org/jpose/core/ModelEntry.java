package org.jpose.core;

import java.util.Map;
import java.util.Optional;

/**
 * What model files, and jpose's files of weights, say of themselves: the names of their metadata.
 */
public enum ModelEntry {
  /** Version of the contract of model files. */
  FORMAT("format"),
  /** Name of the network. */
  NETWORK("network"),
  /** Name of the skeleton. */
  SKELETON("skeleton"),
  /** The skeleton itself, if its name does not tell it: {@code Skeleton.toText}. */
  DEFINITION("skeleton.definition"),
  /** Order of the input's planes, {@code rgb} or {@code bgr}. */
  COLOUR("colour"),
  /** Pixels to a cell. */
  STRIDE("stride"),
  /** What the sides of the input are multiples of. */
  MULTIPLE("multiple"),
  /** Where the weights come from, in words. */
  SOURCE("source"),
  /** Licence of the weights. */
  LICENCE("licence"),
  /** Hash of the file the weights were read from. */
  SHA256("sha256"),
  /** Hash of the file itself, see {@link ModelFileHash}. */
  HASH("hash");

  private static final String PREFIX = "jpose.";

  private final String word;

  ModelEntry(String word) {
    this.word = word;
  }

  /** The name in a file of weights. */
  public String word() {
    return word;
  }

  /** The name in a model file, whose metadata may have entries of other programs. */
  public String key() {
    return PREFIX + word;
  }

  /** What the metadata of a file of either kind says. */
  public Optional<String> in(Map<String, String> metadata) {
    return Optional.ofNullable(metadata.get(word))
        .or(() -> Optional.ofNullable(metadata.get(key())));
  }
}
