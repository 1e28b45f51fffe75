package org.jpose.cli.arguments;

import java.util.ArrayList;
import java.util.List;
import org.jpose.media.FileList;
import org.jpose.media.StandardInput;
import picocli.CommandLine.Option;

/** Where inputs are named, if not on the command line. */
public final class InputArguments {
  @Option(
      names = "--files-from",
      paramLabel = "FILE",
      description =
          "Take the inputs of this list as well, one a line ('-' is standard input; also as find"
              + " -print0 writes them).")
  private String filesFrom;

  /**
   * All inputs.
   *
   * @param named on the command line; null for none
   * @throws IllegalArgumentException if there is none at all
   * @throws org.jpose.core.disk.FileException if the list cannot be read
   */
  public List<String> inputs(List<String> named, String kind) {
    if (named == null && filesFrom == null) {
      throw new IllegalArgumentException(
          "no input is named; name "
              + kind
              + ", '-' for standard input, or a list by --files-from");
    }
    if (named != null && filesFrom != null && StandardInput.isMeant(filesFrom)) {
      refuseTwo(named);
    }
    List<String> inputs = new ArrayList<>(named == null ? List.of() : named);
    if (filesFrom != null) {
      inputs.addAll(FileList.read(filesFrom));
    }
    return inputs;
  }

  private static void refuseTwo(List<String> named) {
    if (named.stream().anyMatch(StandardInput::isMeant)) {
      throw new IllegalArgumentException(
          "standard input cannot be both an input and --files-from; save the list to a file");
    }
  }
}
