package org.jpose.cli.broken;

import org.jpose.cli.other.Command;

/** Breaks COMMANDS_STAND_ALONE: {@link Command} is of another command. */
public final class UsesCommand {
  Command other() {
    return new Command();
  }
}
