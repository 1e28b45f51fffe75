package org.jpose.train;

import java.util.Optional;
import org.jpose.core.pose.Skeleton;
import org.jpose.net.Graph;
import org.jpose.net.architecture.Networks;
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
  /** Whether name and skeleton are enough to have it again; not so where norms are folded. */
  boolean isKnown() {
    return Networks.find(graph.name(), skeleton).equals(Optional.of(graph));
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
