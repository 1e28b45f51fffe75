package org.jpose.train.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bytedeco.pytorch.global.torch;
import org.jpose.core.Processor;
import org.junit.jupiter.api.Test;

/** How many threads libtorch takes by itself; in processes of their own, for it is said once. */
class ThreadsTest {
  /** Prints it. */
  static final class Program {
    private Program() {}

    public static void main(String[] words) {
      TorchDevice.requireLibrary();
      System.out.println("threads " + torch.get_num_threads());
    }
  }

  private static String printed(String asked) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            RankProcess.classPath(),
            Program.class.getName());
    builder.environment().remove("OMP_NUM_THREADS");
    if (!asked.isEmpty()) {
      builder.environment().put("OMP_NUM_THREADS", asked);
    }
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.strip();
  }

  @Test
  void oneACore() throws Exception {
    assumeTrue(Processor.cores() > 0, "this system does not say how many cores there are");
    assertEquals("threads " + Processor.cores(), printed(""));
  }

  @Test
  void asManyAsTheEnvironmentSays() throws Exception {
    assertEquals("threads 3", printed("3"));
  }
}
