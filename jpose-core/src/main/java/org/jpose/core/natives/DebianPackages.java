package org.jpose.core.natives;

import java.util.Map;
import java.util.Optional;

/** Which of Debian's packages has a shared object that native libraries of jars may ask for. */
final class DebianPackages {
  private static final Map<String, String> PACKAGES =
      Map.ofEntries(
          Map.entry("libpulse.so.0", "libpulse0"),
          Map.entry("libasound.so.2", "libasound2"),
          Map.entry("libxcb.so.1", "libxcb1"),
          Map.entry("libxcb-shm.so.0", "libxcb-shm0"),
          Map.entry("libxcb-xfixes.so.0", "libxcb-xfixes0"),
          Map.entry("libxcb-shape.so.0", "libxcb-shape0"),
          Map.entry("libX11.so.6", "libx11-6"),
          Map.entry("libXext.so.6", "libxext6"),
          Map.entry("libXrender.so.1", "libxrender1"),
          Map.entry("libXtst.so.6", "libxtst6"),
          Map.entry("libXi.so.6", "libxi6"),
          Map.entry("libdrm.so.2", "libdrm2"),
          Map.entry("libva.so.2", "libva2"),
          Map.entry("libva-drm.so.2", "libva-drm2"),
          Map.entry("libgomp.so.1", "libgomp1"),
          Map.entry("libgfortran.so.5", "libgfortran5"),
          Map.entry("libquadmath.so.0", "libquadmath0"),
          Map.entry("libgcc_s.so.1", "libgcc-s1"),
          Map.entry("libstdc++.so.6", "libstdc++6"),
          Map.entry("libz.so.1", "zlib1g"),
          Map.entry("libfreetype.so.6", "libfreetype6"),
          Map.entry("libfontconfig.so.1", "libfontconfig1"),
          Map.entry("libgtk-x11-2.0.so.0", "libgtk2.0-0"),
          Map.entry("libffi.so.8", "libffi8"),
          Map.entry("libnuma.so.1", "libnuma1"));

  private DebianPackages() {}

  /** The package of a shared object, if it is known. */
  static Optional<String> of(String sharedObject) {
    return Optional.ofNullable(PACKAGES.get(sharedObject));
  }
}
