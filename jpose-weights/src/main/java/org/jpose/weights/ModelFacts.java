package org.jpose.weights;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jpose.core.ModelEntry;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.pose.Skeleton;
import org.jpose.core.pose.Skeletons;

/**
 * What a model file says about itself besides its network.
 *
 * @param skeleton joints and limbs its planes stand for
 * @param source where the weights come from, in words; may be empty
 * @param licence licence of the weights, as a rule an SPDX identifier; may be empty
 * @param sha256 hash of the file the weights were read from, in hexadecimal; may be empty
 */
public record ModelFacts(Skeleton skeleton, String source, String licence, String sha256) {
  /**
   * Checks the skeleton.
   *
   * @throws IllegalArgumentException if jpose knows another one by its name
   */
  public ModelFacts {
    Skeletons.definition(skeleton);
  }

  /**
   * Returns what a weights file is to say of itself ({@link Weights#metadata}).
   *
   * @param network name of the network
   * @param colour order of its input's planes
   */
  public Map<String, String> metadata(String network, ColourOrder colour) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(ModelEntry.NETWORK.word(), network);
    metadata.put(ModelEntry.SKELETON.word(), skeleton.name());
    Skeletons.definition(skeleton)
        .ifPresent(text -> metadata.put(ModelEntry.DEFINITION.word(), text));
    metadata.put(ModelEntry.COLOUR.word(), colour.name().toLowerCase(Locale.ROOT));
    metadata.put(ModelEntry.SOURCE.word(), source);
    metadata.put(ModelEntry.LICENCE.word(), licence);
    metadata.put(ModelEntry.SHA256.word(), sha256);
    return metadata;
  }
}
