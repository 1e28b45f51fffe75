package org.jpose.cli.models;

import java.util.List;
import java.util.Optional;
import org.jpose.cli.terminal.Failures;
import org.jpose.core.natives.NativeLibrary;
import org.jpose.data.lmdb.LmdbDataset;
import org.jpose.media.video.read.VideoSources;
import org.jpose.onnx.OnnxBackend;
import org.jpose.train.engine.TrainingEngine;

/** The native libraries of jpose, each loaded on its own to say whether it is there. */
final class NativeParts {
  private NativeParts() {}

  /** All but ONNX Runtime, without which nothing works. */
  static List<NativeLibrary> optional() {
    return List.of(
        VideoSources.library(),
        VideoSources.cameraLibrary(),
        LmdbDataset.library(),
        TrainingEngine.library());
  }

  /** ONNX Runtime. */
  static NativeLibrary needed() {
    return OnnxBackend.library();
  }

  /** Whether it should be here and is not. */
  static boolean isMissing(NativeLibrary library) {
    return library.fetchedBy().isEmpty() && library.problem().isPresent();
  }

  /** What there is to say of one: that it is there, that it will be, or why not and what to do. */
  static String state(NativeLibrary library) {
    Optional<String> launcher = library.fetchedBy();
    if (launcher.isPresent()) {
      return "%s: not here yet; %s fetches it for %s"
          .formatted(library.part().name(), launcher.get(), library.part().use());
    }
    return library
        .problem()
        .map(problem -> Failures.line(problem))
        .orElseGet(() -> library.part().name() + ": there, for " + library.part().use());
  }
}
