package org.jpose.cli.other;

import org.jpose.cli.terminal.Shared;

/** Breaks nothing: {@link Shared} is for all commands. */
public final class Command {
  Shared shared() {
    return new Shared();
  }
}
