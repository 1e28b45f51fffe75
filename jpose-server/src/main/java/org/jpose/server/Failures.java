package org.jpose.server;

import java.util.Optional;
import java.util.function.Consumer;
import org.jpose.core.ModelFormatException;
import org.jpose.core.NeedsMoreMemoryException;
import org.jpose.http.Exchange;
import org.jpose.http.Problem;
import org.jpose.http.ProblemException;

/** Turns what goes wrong with a request into its answer, and counts it. */
record Failures(ServerMetrics metrics, Optional<Consumer<Throwable>> log) {
  /** What the network gave is no answer: this must not look like an image of nobody. */
  private static final Problem BROKEN_MODEL =
      Problem.of(
          500,
          "broken-model",
          "The model is broken",
          "The network gave values that are no numbers; the server's operator has to mend its model.");

  private static final Problem NEEDS_MORE_MEMORY =
      Problem.of(
          413,
          "needs-more-memory",
          "Needs more memory",
          "For this image the network needs more memory than the server's machine has; send it"
              + " smaller, or ask for a smaller size or fewer scales.");

  /** Runs what answers a request. */
  void guard(Exchange exchange, Runnable answering) {
    try {
      answering.run();
    } catch (RuntimeException | Error e) {
      problem(exchange, problem(e));
    }
  }

  /** What a client is told of a failure; the operator is told of the server's own. */
  Problem problem(Throwable failure) {
    if (failure instanceof ProblemException known) {
      return known.problem();
    }
    if (failure instanceof NeedsMoreMemoryException) {
      return NEEDS_MORE_MEMORY;
    }
    log.ifPresent(lines -> lines.accept(failure));
    if (failure instanceof ModelFormatException) {
      return BROKEN_MODEL;
    }
    return failure instanceof OutOfMemoryError
        ? Problem.busy("There is no memory for this now; ask again.")
        : Problem.internal();
  }

  void problem(Exchange exchange, Problem problem) {
    metrics.rejected(problem.code());
    exchange.answer(problem);
  }

  /** The same where the body was not read to its end. */
  void unread(Exchange exchange, Problem problem) {
    metrics.rejected(problem.code());
    exchange.answerUnread(problem);
  }
}
