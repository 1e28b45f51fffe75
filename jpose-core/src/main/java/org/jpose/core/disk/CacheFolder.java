package org.jpose.core.disk;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/** Where jpose keeps what it can fetch or make again: models and unpacked native libraries. */
public final class CacheFolder {
  private static final String NAME = "jpose";

  private CacheFolder() {}

  /** The one of this process; it need not exist, nor be possible to make. */
  public static Path ofThisProcess() {
    return of(System.getenv(), System.getProperties());
  }

  /**
   * {@code -Djpose.home} or {@code $JPOSE_HOME}; else the platform's folder for caches: {@code
   * $XDG_CACHE_HOME/jpose} or {@code ~/.cache/jpose}, {@code ~/Library/Caches/jpose}, {@code
   * %LOCALAPPDATA%\jpose}.
   */
  public static Path of(Map<String, String> environment, Properties system) {
    String named = system.getProperty("jpose.home", environment.getOrDefault("JPOSE_HOME", ""));
    if (!named.isBlank()) {
      return Path.of(named).toAbsolutePath();
    }
    Path home = Path.of(system.getProperty("user.home")).toAbsolutePath();
    String platform = system.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (platform.startsWith("windows")) {
      String local = environment.getOrDefault("LOCALAPPDATA", "");
      return (local.isBlank() ? home.resolve("AppData/Local") : Path.of(local)).resolve(NAME);
    }
    if (platform.startsWith("mac")) {
      return home.resolve("Library/Caches").resolve(NAME);
    }
    // The XDG base directory specification has relative values ignored.
    Path cache = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
    return (cache.isAbsolute() ? cache : home.resolve(".cache")).resolve(NAME);
  }
}
