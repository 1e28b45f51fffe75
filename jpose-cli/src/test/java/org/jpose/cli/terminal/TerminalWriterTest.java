package org.jpose.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jpose.cli.Clips;
import org.jpose.cli.Photos;
import org.jpose.cli.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that commands a terminal is said, whoever put it into a name. */
class TerminalWriterTest {
  private static final String EVIL = "a\u001b[2J\u009b31m\u0007\u202egpj\nb.jpg";
  private static final String SHOWN = "a?[2J?31m??gpj b.jpg";

  @TempDir Path folder;

  private static String written(java.util.function.Consumer<TerminalWriter> writing) {
    StringWriter text = new StringWriter();
    writing.accept(new TerminalWriter(text));
    return text.toString();
  }

  @Test
  void aLineStaysALine() {
    assertEquals(SHOWN + "\n", written(out -> out.println(EVIL)));
    assertEquals(SHOWN + "\n", written(out -> out.println(new StringBuilder(EVIL))));
    assertEquals("a b\n", written(out -> out.println("a\r\n  b")));
    assertEquals("a b\n", written(out -> out.println("a\u2028b")));
  }

  @Test
  void textOfSeveralLinesKeepsThem() {
    assertEquals("x\n\ty\n", written(out -> out.print("x\n\ty\n")));
    assertEquals("?[0m", written(out -> out.printf("%c[0m", 27)));
    assertEquals("?", written(out -> out.write(7)));
    assertEquals(
        "gr\u00f6\u00dfe \u65e5\u672c \ud83d\udc69\u200d\ud83d\ude80\n",
        written(out -> out.println("gr\u00f6\u00dfe \u65e5\u672c \ud83d\udc69\u200d\ud83d\ude80")));
  }

  private static void assertHarmless(Program run, String name) {
    String all = run.out() + run.err();
    assertFalse(
        all.chars().anyMatch(c -> c != '\n' && (Character.isISOControl(c) || c == '\u202e')), all);
    assertTrue(all.contains(name), all);
  }

  @Test
  void namesOfPhotos() throws IOException {
    Path photo = Photos.copy(folder.resolve(EVIL));
    Files.writeString(folder.resolve("x" + EVIL), "no photo");
    Files.createFile(folder.resolve("y.\u001bpsd"));
    Program run = Program.run("image", folder, "--size", "160x80", "--out", folder.resolve("o"));
    assertHarmless(run, SHOWN + ": ");
    assertEquals(3, run.complaints().size() + run.out().lines().count());
    assertTrue(Files.exists(folder.resolve("o").resolve(EVIL)), "the file keeps its name");
    assertHarmless(Program.run("image", photo, "--size", "160x80"), SHOWN + ": ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image",
        "video",
        "data check",
        "eval --data",
        "convert --out=x.onnx",
        "models show",
        "optimize --out=x.onnx",
        "image a.jpg --size"
      })
  void namesOfNothing(String command) {
    List<Object> arguments = new java.util.ArrayList<>(List.of((Object[]) command.split(" ")));
    arguments.add(folder.resolve(EVIL));
    assertHarmless(Program.run(arguments.toArray()), SHOWN);
  }

  @Test
  void namesOfVideosAndTheirSeries() throws IOException {
    Path clip = Clips.write(folder.resolve("clip.mkv"), 2);
    Path named = Files.move(clip, folder.resolve(EVIL + ".mkv"));
    assertHarmless(Program.run("video", named, "--size", "160x80"), SHOWN + ".mkv: ");
    Path series = Files.createDirectory(folder.resolve("s" + EVIL));
    Photos.copy(series.resolve("1.jpg"));
    Photos.copy(series.resolve("9.jpg"));
    Files.writeString(series.resolve(EVIL), "no photo");
    assertHarmless(Program.run("video", series, "--size", "160x80"), SHOWN);
  }

  @Test
  void namesInAnnotations() throws IOException {
    Files.createDirectories(folder.resolve("images"));
    Photos.copy(folder.resolve("images/1.jpg"));
    Path json =
        Files.writeString(
            folder.resolve("person_keypoints.json"),
            """
            {"images":[{"id":1,"file_name":"1.jpg","width":1312,"height":704},
             {"id":2,"file_name":"a\\u001b[2J\\u009b31m\\u0007\\u202egpj\\nb.jpg","width":9,"height":9}],
             "annotations":[{"id":1,"image_id":2,"category_id":1,"keypoints":[],"num_keypoints":0}],
             "categories":[{"id":1,"name":"person","keypoints":["nose\\u001b[31m"]}]}
            """);
    Program check = Program.run("data", "check", folder);
    assertFalse((check.out() + check.err()).contains("\u001b"), check.err());
    assertTrue(Files.exists(json));
  }
}
