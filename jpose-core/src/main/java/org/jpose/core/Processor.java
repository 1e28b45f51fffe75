package org.jpose.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Linux says of the processor; other systems say nothing. */
public final class Processor {
  private static final Path FILE = Path.of("/proc/cpuinfo");

  /** Sums of products of bytes: of x86 (VNNI), then of ARM. */
  private static final List<String> BYTES = List.of("avx512_vnni", "avx_vnni", "i8mm", "asimddp");

  private static final Path PROCESSORS = Path.of("/sys/devices/system/cpu");

  private Processor() {}

  /**
   * How many cores this program may use, by what Linux says of them; 0 if the system says nothing.
   * Libraries that ask the processor itself take a virtual machine's cores for half as many.
   */
  public static int cores() {
    return cores(PROCESSORS, Runtime.getRuntime().availableProcessors());
  }

  /**
   * As {@link #cores()}.
   *
   * @param folder where each processor has a folder
   * @param usable most processors this program may use
   */
  static int cores(Path folder, int usable) {
    Set<String> cores = new HashSet<>();
    try (DirectoryStream<Path> processors = Files.newDirectoryStream(folder, "cpu[0-9]*")) {
      for (Path processor : processors) {
        Path siblings = processor.resolve("topology/thread_siblings_list");
        if (Files.exists(siblings)) { // else it is switched off
          cores.add(Files.readString(siblings));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return 0;
    }
    return Math.min(cores.size(), usable);
  }

  /** Whether a line of {@code /proc/cpuinfo} is, as a whole, as an expression says. */
  public static boolean says(String expression) {
    Pattern pattern = Pattern.compile(expression);
    try (Stream<String> lines = Files.lines(FILE)) {
      return lines.anyMatch(line -> pattern.matcher(line).matches());
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  /**
   * The instructions by which networks of 8-bit integers are fast here, by Linux' name; empty if
   * the processor has none or the system says nothing.
   */
  public static Optional<String> byteInstructions() {
    return BYTES.stream()
        .filter(name -> says("(flags|Features)\\s*:.* " + name + "( .*)?"))
        .findFirst();
  }

  /**
   * Whether ONNX Runtime sums products of bytes in 32 bits here: on ARM always, on x86 by
   * instructions that are {@linkplain #byteInstructions known} to be there.
   */
  public static boolean hasByteSums() {
    boolean x86 = List.of("amd64", "x86_64", "x86").contains(System.getProperty("os.arch"));
    return !x86 || byteInstructions().isPresent();
  }
}
