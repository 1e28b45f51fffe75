package org.jpose.cli;

import java.util.Optional;
import org.jpose.core.pose.Skeleton;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.Networks;
import org.jpose.weights.Model;
import org.jpose.weights.ModelFacts;
import org.jpose.weights.Weights;

/**
 * A network that is to be trained.
 *
 * @param graph the network
 * @param skeleton of its fields
 * @param own weights that it came with
 */
record StartingNetwork(Graph graph, Skeleton skeleton, Optional<Weights> own) {
  static FieldChannels planes(Skeleton skeleton) {
    return new FieldChannels(skeleton.heatChannels(), skeleton.affinityChannels());
  }

  /** Whether name and skeleton are enough to have it again; not so where norms are folded. */
  boolean isKnown() {
    try {
      return Networks.named(graph.name(), planes(skeleton)).equals(graph);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  ModelFacts facts() {
    return new ModelFacts(skeleton, "jpose train", "", "");
  }

  /** With weights; what is saved of them says which network and skeleton they are for. */
  Model with(Weights weights) {
    return new Model(
        graph,
        new Weights(
            "weights of " + graph.name(),
            facts().metadata(graph.name(), graph.colour()),
            weights.tensors()));
  }
}
