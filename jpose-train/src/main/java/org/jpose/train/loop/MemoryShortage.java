package org.jpose.train.loop;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jpose.data.Batch;

/** libtorch says in many words that memory does not suffice; what to do about it, it does not. */
final class MemoryShortage {
  /** What its allocators for CPU and CUDA and the C++ library say. */
  private static final Pattern SAID =
      Pattern.compile(
          "not enough memory|can't allocate memory|out of memory|bad_?alloc",
          Pattern.CASE_INSENSITIVE);

  private MemoryShortage() {}

  /** What to throw instead of a failure, if it is one for want of memory. */
  static Optional<RuntimeException> in(RuntimeException failure, Batch batch) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (SAID.matcher(message).find()) {
        int images = batch.request().size();
        return Optional.of(
            new IllegalStateException(
                "memory does not suffice for a batch of %d at %s pixels (%s); try %sa smaller size"
                    .formatted(
                        images,
                        batch.shape().size(),
                        message.lines().findFirst().orElse(""),
                        images > 1 ? "batches of " + images / 2 + " or " : ""),
                failure));
      }
    }
    return Optional.empty();
  }
}
