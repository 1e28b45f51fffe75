package org.jpose.core.web;

import java.util.regex.Pattern;

/**
 * Text as it may be shown to people. Names of files, and what files and servers say of themselves,
 * may hold anything, also what a terminal takes for commands, and addresses with passwords.
 */
public final class ShownText {
  private static final Pattern LINE_BREAKS = Pattern.compile("\\s*\\R\\s*");

  /** Controls, those of 8 bits as well, and what turns the direction of text round. */
  private static final Pattern COMMANDS =
      Pattern.compile("[\\p{Cc}\\u202A-\\u202E\\u2066-\\u2069&&[^\\t]]");

  private static final Pattern CONTROLS =
      Pattern.compile("[\\p{Cc}\\u202A-\\u202E\\u2066-\\u2069&&[^\\t\\r\\n]]");

  private ShownText() {}

  /** In one line, without commands of a terminal and without passwords of addresses. */
  public static String line(String text) {
    String line = COMMANDS.matcher(LINE_BREAKS.matcher(text).replaceAll(" ")).replaceAll("?");
    return WebAddress.withoutPassword(line);
  }

  /** A part of some text, in as many lines as it has, without commands of a terminal. */
  public static String part(String text) {
    return CONTROLS.matcher(text).replaceAll("?");
  }
}
