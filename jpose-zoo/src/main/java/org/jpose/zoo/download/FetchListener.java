package org.jpose.zoo.download;

import java.net.URI;
import java.util.OptionalLong;

/** Is told how a fetch goes, on the thread that fetches. */
public interface FetchListener {
  /** Tells nobody. */
  FetchListener NONE = new FetchListener() {};

  /** Another process, or another thread, is at the same model; this one waits for it. */
  default void waiting() {}

  /** A server is asked; {@code from} is where an earlier download goes on, or 0. */
  default void asking(URI address, long from) {}

  /** So many bytes are on the disk, of so many if the server has said. */
  default void progress(long bytes, OptionalLong total) {}

  /** An attempt failed; there will be another. */
  default void retrying(URI address, String reason) {}

  /** An address has been given up; others may follow. */
  default void failed(URI address, String reason) {}

  /** The file is here and right; its model file is being made. */
  default void converting() {}
}
