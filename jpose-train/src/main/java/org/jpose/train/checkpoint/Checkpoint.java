package org.jpose.train.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A checkpoint on the disk.
 *
 * @param folder where its files are
 * @param step number of steps done
 * @param score how good it is, if that was measured
 */
public record Checkpoint(Path folder, long step, Optional<CheckpointScore> score) {
  /** The weights as the last step left them. */
  public static final String WEIGHTS = "weights.safetensors";

  /** Their moving average; only where one is kept. */
  public static final String AVERAGE = "average.safetensors";

  /** What the optimizer remembers. */
  public static final String OPTIMIZER = "optimizer.safetensors";

  /** Step, score. */
  static final String STATE = "state.json";

  /** The file with the weights as the last step left them. */
  public Path weights() {
    return folder.resolve(WEIGHTS);
  }

  /** The file with the moving average, if it is there. */
  public Optional<Path> average() {
    return Optional.of(folder.resolve(AVERAGE)).filter(Files::isRegularFile);
  }
}
