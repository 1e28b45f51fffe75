package org.jpose.zoo.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpose.testkit.SharedFolder;
import org.jpose.zoo.ModelZoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumTest {
  @TempDir Path folder;

  /** What {@code git hash-object} and {@code sha256sum} say. */
  @Test
  void hashesAsGitAndSha256sumDo() throws IOException {
    byte[] text = "hello\n".getBytes(StandardCharsets.US_ASCII);
    Path file = Files.write(folder.resolve("hello"), text);
    Checksum git = Checksum.parse("git-blob:ce013625030ba8dba906f756967f9e9ca394464a");
    assertEquals(git, Checksum.of(Checksum.Algorithm.GIT_BLOB, text));
    assertEquals(git, Checksum.of(Checksum.Algorithm.GIT_BLOB, file));
    Checksum sha =
        Checksum.parse("sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");
    assertEquals(sha, Checksum.of(Checksum.Algorithm.SHA_256, text));
    assertEquals(sha, Checksum.of(Checksum.Algorithm.SHA_256, file));
    assertEquals(sha, Checksum.parse(sha.text()));
    assertEquals(git, Checksum.parse(git.text()));
  }

  @Test
  void thePublishedGraphHasTheHashesOnItsCard() throws IOException {
    Path graph = SharedFolder.require("models/tfpose_mobilenet_v2_small/graph_opt.pb");
    ModelFile file = ModelZoo.card("mobilenet_v2_small").orElseThrow().file();
    assertEquals(Files.size(graph), file.bytes().orElseThrow());
    assertEquals(2, file.checksums().size());
    for (Checksum expected : file.checksums()) {
      assertEquals(expected, Checksum.of(expected.algorithm(), graph));
    }
  }

  @Test
  void whatIsNoHashIsRefused() {
    for (String wrong : new String[] {"sha256:abc", "git-blob:" + "G".repeat(40), "md5:1", "ff"}) {
      assertThrows(IllegalArgumentException.class, () -> Checksum.parse(wrong), wrong);
    }
  }
}
