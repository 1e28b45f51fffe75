package org.jpose.cli.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.Batch;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.data.PoseDataset;
import org.jpose.data.augment.Augmentations;
import org.jpose.data.loader.BatchPlan;
import org.jpose.data.loader.DatasetBatchMaker;
import org.jpose.data.loader.Recipe;
import org.jpose.data.remote.DatasetWorkerData;
import org.jpose.data.remote.RemoteAddress;
import org.jpose.data.remote.RemoteBatches;
import org.jpose.data.remote.RemoteOptions;
import org.jpose.data.source.DataOptions;
import org.jpose.data.source.Datasets;
import org.jpose.testkit.SharedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three programs at once take minutes on a machine that is busy: what must come has five. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DataWorkerCommandTest {
  private static final String HELP = "jpose dataworker";
  private static final Recipe RECIPE =
      Recipe.of(
          new BatchShape(Skeletons.COCO18, new NetworkSize(128, 128), 8, ColourOrder.BGR),
          Augmentations.LITE);

  @TempDir Path folder;

  private static Process start(Path out, Object... arguments) throws IOException {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Program.MAIN,
                "dataworker"));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(out.toFile())
        .start();
  }

  /** The program as a worker, with a token: its batches are the ones made here. */
  @Test
  void theProgramMakesTheTrainersBatches() throws Exception {
    Path coco = SharedFolder.require("data/coco_mini");
    Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef0123\n");
    RemoteOptions options = RemoteOptions.DEFAULTS.withToken("0123456789abcdef0123");
    Path out = folder.resolve("out.txt");
    DataOptions val = DataOptions.defaults().withSplit("val");
    try (PoseDataset dataset = Datasets.open(coco, val)) {
      BatchPlan plan = BatchPlan.of(5, dataset.size(), 4, 1);
      DatasetBatchMaker here = new DatasetBatchMaker(dataset, RECIPE);
      Process worker;
      try (RemoteBatches trainer =
          new RemoteBatches(
              RemoteAddress.toListen("tcp://127.0.0.1:0"),
              plan.iterator(),
              RECIPE,
              new DatasetWorkerData(dataset),
              options)) {
        Process wrong =
            start(
                folder.resolve("wrong.txt"),
                "--master",
                trainer.address(),
                "--data",
                coco,
                "--split",
                "val",
                "--limit",
                5,
                "--token-file",
                token,
                "--quiet");
        worker =
            start(
                out,
                "--master",
                trainer.address(),
                "--data",
                coco,
                "--split",
                "val",
                "--threads",
                2,
                "--token-file",
                token);
        for (BatchRequest request : plan) {
          assertSame(here.make(request), trainer.next());
        }
        assertEquals(Optional.empty(), trainer.next());
        assertTrue(wrong.waitFor(200, TimeUnit.SECONDS));
        assertEquals(ExitCode.FAILED, wrong.exitValue());
        assertEquals(1, trainer.remoteStatistics().refused("data"));
      }
      assertTrue(worker.waitFor(200, TimeUnit.SECONDS));
      String said = Files.readString(out);
      assertEquals(ExitCode.OK, worker.exitValue(), said);
      assertTrue(said.contains("working for tcp://127.0.0.1:"), said);
      assertTrue(said.contains(plan.batchesPerEpoch() + " batches of "), said);
      String refused = Files.readString(folder.resolve("wrong.txt"));
      assertTrue(
          refused.startsWith("jpose: the trainer at tcp://127.0.0.1:")
              && refused.contains("(5 samples, ")
              && refused.lines().count() == 1,
          refused);
    }
  }

  private static void assertSame(Batch expected, Optional<Batch> found) {
    Batch batch = found.orElseThrow();
    assertEquals(expected.request(), batch.request());
    assertArrayEquals(expected.images(), batch.images());
    assertArrayEquals(expected.heat(), batch.heat());
    assertArrayEquals(expected.affinity(), batch.affinity());
    assertArrayEquals(expected.heatMask(), batch.heatMask());
    assertArrayEquals(expected.affinityMask(), batch.affinityMask());
  }

  @Test
  void badOptions() {
    Program.run("dataworker", "--data", folder)
        .refuses(HELP, "--master tcp://HOST:PORT is missing");
    Program.run("dataworker", "--master", "tcp://trainer:5555")
        .refuses(HELP, "--data DIR|FILE is missing");
    Program.run("dataworker", "--master", "tcp://localhost:9", "--data", ".", "--give-up", 0)
        .refuses(HELP, "--give-up is 0, expected 1 or more seconds");
    Program.run("dataworker", "--master", "trainer:5555", "--data", folder)
        .refuses(
            HELP,
            "address 'trainer:5555' is neither tcp://HOST:PORT nor https://HOST:PORT; for example"
                + " tcp://trainer:5555");
    Program.run("dataworker", "--master", "tcp://*:5555", "--data", folder)
        .refuses(
            HELP, "address 'tcp://*:5555' is for listening; name the trainer's machine and port");
    Program.run("dataworker", "--master", "tcp://trainer:5555", "--data", folder, "--threads", 0)
        .refuses(HELP, "0 threads: expected 1 to 1024");
    Path none = folder.resolve("none");
    Program.run(
            "dataworker", "--master", "tcp://trainer:5555", "--data", folder, "--token-file", none)
        .refuses(HELP, "--token-file " + none + ": there is no such file");
  }
}
