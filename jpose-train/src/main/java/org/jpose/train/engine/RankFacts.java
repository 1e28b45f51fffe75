package org.jpose.train.engine;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jpose.net.Graph;

/** What ranks must have in common for the mean of their gradients to mean something. */
final class RankFacts {
  private RankFacts() {}

  /** By a name for messages. */
  static Map<String, String> of(Graph graph, TrainingOptions options) {
    CRC32 sum = new CRC32();
    sum.update(graph.toString().getBytes(StandardCharsets.UTF_8));
    Map<String, String> facts = new TreeMap<>();
    facts.put("network", "%s (%08x)".formatted(graph.name(), sum.getValue()));
    facts.put("optimizer", options.optimizer().toString());
    facts.put("weight decay", Double.toString(options.weightDecay()));
    facts.put("trunk's rate factor", Double.toString(options.trunkRate()));
    facts.put("frozen layers", options.frozen().toString());
    facts.put("norms' momentum", options.normMomentum().toString());
    facts.put("relative steps", Boolean.toString(options.relativeSteps()));
    facts.put("gradient limit", options.gradientLimit().toString());
    facts.put("average's decay", options.averageDecay().toString());
    facts.put("arithmetic", options.compute().arithmetic().toString());
    return facts;
  }
}
