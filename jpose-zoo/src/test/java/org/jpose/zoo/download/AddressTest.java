package org.jpose.zoo.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jpose.core.disk.CacheFolder;
import org.jpose.zoo.FetchOptions;
import org.jpose.zoo.Mirror;
import org.jpose.zoo.ModelCard;
import org.jpose.zoo.ModelZoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where things are fetched from and put. */
class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "https://www.dropbox.com/s/x/a.npy?dl=0, https://www.dropbox.com/s/x/a.npy?dl=1",
    "https://dropbox.com/s/x/a.npy?k=1&dl=0&e=2, https://dropbox.com/s/x/a.npy?k=1&dl=1&e=2",
    "https://www.dropbox.com/s/x/a.npy?dl=1, https://www.dropbox.com/s/x/a.npy?dl=1",
    "https://www.dropbox.com/s/x/dl=0, https://www.dropbox.com/s/x/dl=0",
    "https://notdropbox.com/s/x/a.npy?dl=0, https://notdropbox.com/s/x/a.npy?dl=0"
  })
  void aSharedAddressIsTurnedIntoTheFiles(URI published, URI direct) {
    assertEquals(direct, ShareLink.direct(published));
  }

  @ParameterizedTest
  @CsvSource({
    "http://h/m, http://h/m/cmu/openpose_coco.npy",
    "http://h/m/, http://h/m/cmu/openpose_coco.npy",
    "http://h, http://h/cmu/openpose_coco.npy",
    "http://h/other.npy, http://h/other.npy",
    "https://h/get?id=7, https://h/get?id=7"
  })
  void aMirrorIsABaseOrTheWholeAddress(URI mirror, URI address) {
    ModelCard card = ModelZoo.card("cmu").orElseThrow();
    assertEquals(address, Mirror.address(mirror, card, card.file().name()));
  }

  @ParameterizedTest
  @CsvSource({"file:/tmp/models", "models", "ftp://h/m", "http:/m"})
  void whatIsNoMirrorIsRefused(URI mirror) {
    FetchOptions options = FetchOptions.defaults();
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> options.withMirrors(List.of(mirror)));
    assertEquals(
        "mirror '" + mirror + "' is not an address; expected http://... or https://...",
        thrown.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "'ftp://ann:secret@h/m', 'ftp://***@h/m'",
    "'http://ann:se cret@h/m', 'http://***@h/m'",
    "'http://ann:se/cr@et@h/m', 'http://***@h/m'",
    "'http://ann:secret@', 'http://***@'"
  })
  void aRefusedMirrorKeepsItsPassword(String mirror, String shown) {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> FetchOptions.mirror(mirror));
    assertEquals(
        "mirror '" + shown + "' is not an address; expected http://... or https://...",
        thrown.getMessage());
    assertNull(thrown.getCause());
  }

  private static Path store(String platform, Map<String, String> environment) {
    Properties system = new Properties();
    system.setProperty("os.name", platform);
    system.setProperty("user.home", "/home/ann");
    return CacheFolder.of(environment, system);
  }

  @Test
  void theCacheIsWhereThePlatformHasItsCaches() {
    assertEquals(Path.of("/home/ann/.cache/jpose"), store("Linux", Map.of()));
    assertEquals(Path.of("/var/c/jpose"), store("Linux", Map.of("XDG_CACHE_HOME", "/var/c")));
    assertEquals(
        Path.of("/home/ann/.cache/jpose"), store("Linux", Map.of("XDG_CACHE_HOME", "not/there")));
    assertEquals(Path.of("/home/ann/Library/Caches/jpose"), store("Mac OS X", Map.of()));
    assertEquals(Path.of("/home/ann/AppData/Local/jpose"), store("Windows 11", Map.of()));
    assertEquals(Path.of("/l/jpose"), store("Windows 11", Map.of("LOCALAPPDATA", "/l")));
    for (String platform : new String[] {"Linux", "Mac OS X", "Windows 11"}) {
      assertEquals(
          Path.of("/models"),
          store(platform, Map.of("JPOSE_HOME", "/models", "XDG_CACHE_HOME", "/var/c")));
    }
  }

  @Test
  void aPropertyComesBeforeTheEnvironment() {
    Properties system = new Properties();
    system.setProperty("jpose.home", "/mine");
    assertEquals(Path.of("/mine"), CacheFolder.of(Map.of("JPOSE_HOME", "/models"), system));
  }
}
