package org.jpose.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorTest {
  @TempDir private Path folder;

  private void processor(int number, String siblings) throws IOException {
    Path topology = Files.createDirectories(folder.resolve("cpu" + number + "/topology"));
    Files.writeString(topology.resolve("thread_siblings_list"), siblings + "\n");
  }

  @Test
  void threadsOfOneCoreCountOnce() throws IOException {
    processor(0, "0,2");
    processor(1, "1,3");
    processor(2, "0,2");
    processor(3, "1,3");
    processor(10, "10");
    Files.createDirectories(folder.resolve("cpu11"));
    Files.createDirectories(folder.resolve("cpufreq"));
    assertEquals(3, Processor.cores(folder, 8));
  }

  @Test
  void coresOfOthersDoNotCount() throws IOException {
    processor(0, "0");
    processor(1, "1");
    assertEquals(1, Processor.cores(folder, 1));
  }

  @Test
  void systemThatSaysNothingHasNone() {
    assertEquals(0, Processor.cores(folder.resolve("none"), 4));
    assertEquals(0, Processor.cores(folder, 4));
    assertTrue(Processor.cores() <= Runtime.getRuntime().availableProcessors());
  }
}
