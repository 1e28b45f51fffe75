package org.jpose.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.jpose.cli.Program;
import org.jpose.cli.terminal.ExitCode;
import org.jpose.testkit.SmallCoco;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jpose bench}. */
class BenchCommandTest {
  @TempDir private Path folder;

  private static List<String> row(Program program, int line) {
    return List.of(program.out().lines().skip(line).findFirst().orElseThrow().trim().split(" +"));
  }

  @Test
  void measuresModelsAndNetworksWithoutWeights() {
    Program program =
        Program.run("bench", "lite", "mobilenet_fast", "--size", "128x96", "--seconds", "0.01")
            .succeeds();
    List<String> lite = row(program, 1);
    assertEquals(List.of("lite", "1959570"), List.of(lite.get(0), lite.get(5)));
    assertTrue(Double.parseDouble(lite.get(2)) <= Double.parseDouble(lite.get(1)), lite::toString);
    assertTrue(Double.parseDouble(lite.get(1)) <= Double.parseDouble(lite.get(3)), lite::toString);
    List<String> fast = row(program, 2);
    assertEquals(
        List.of("mobilenet_fast", "1180080", "-"), List.of(fast.get(0), fast.get(5), fast.get(7)));
    assertTrue(program.out().contains("on 1 image at 128x96"), program.out());
  }

  @Test
  void findsThePeopleOnThePhoto() {
    Program program = Program.run("bench", "lite", "--size", "432x368", "--seconds", "0.01");
    assertEquals("2", row(program, 1).get(7));
  }

  @Test
  void unknownModelDoesNotStopTheOthers() {
    Program program =
        Program.run("bench", "cmuu", "lite", "--size", "64x64", "--seconds", "0.01", "--batch", 2);
    assertEquals(ExitCode.SOME_FAILED, program.code());
    assertTrue(program.err().startsWith("jpose: no network 'cmuu'; did you mean cmu?"));
    assertEquals("lite", row(program, 1).get(0));
    assertEquals(ExitCode.FAILED, Program.run("bench", "cmuu").code());
  }

  @Test
  void refusesWrongValues() {
    Program.run("bench", "--batch", 0)
        .refuses(
            "jpose bench",
            "batch 0, threads 0, seconds 5.0, rounds 40: expected at least 1, 0, more than 0 and 1");
    Program.run("bench", "--size", "-1x368")
        .refuses(
            "jpose bench",
            "size -1x368 depends on a photo's shape; give width and height, as in 432x368");
  }

  @Test
  void plotsAccuracyOverTime() throws Exception {
    Path coco = folder.resolve("coco");
    SmallCoco.write(coco, "val", 2, true);
    Path plot = folder.resolve("plot.png");
    Program program =
        Program.run(
                "bench",
                "lite",
                "lite-int8",
                "--size",
                "64x64,96x64",
                "--data",
                coco,
                "--plot",
                plot,
                "--rounds",
                2)
            .succeeds();
    assertEquals(List.of("lite", "64x64"), row(program, 1).subList(0, 2));
    assertEquals(List.of("lite-int8", "96x64"), row(program, 4).subList(0, 2));
    BufferedImage picture = ImageIO.read(plot.toFile());
    Set<Integer> colours = new HashSet<>();
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        colours.add(picture.getRGB(x, y) & 0xffffff);
      }
    }
    assertTrue(colours.containsAll(List.of(0x0072b2, 0xd55e00)), "a colour for each model");
    Program.run("bench", "lite", "--plot", plot)
        .refuses("jpose bench", "--split, --plot and several sizes go with --data");
    Program.run("bench", "--data", coco)
        .refuses(
            "jpose bench",
            "--data goes with models by name, whose skeleton is their own, one image at once");
    Program.run("bench", "mobilenet_fast", "--data", coco)
        .refuses(
            "jpose bench",
            "mobilenet_fast: a network without weights finds nobody; name models or files");
  }
}
