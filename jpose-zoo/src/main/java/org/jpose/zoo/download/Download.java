package org.jpose.zoo.download;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jpose.core.web.WebAddress;

/**
 * Downloads a file: from the first of several addresses that has the right one, in as many attempts
 * as it takes, going on where an earlier one stopped.
 */
public final class Download {
  private final StoreDisk disk;
  private final RetryPolicy policy;
  private final FetchListener listener;
  private final Transfer transfer;

  /** Downloads by this client, and owns nothing of what it is given. */
  public Download(HttpClient client, StoreDisk disk, RetryPolicy policy, FetchListener listener) {
    this.disk = disk;
    this.policy = policy;
    this.listener = listener;
    this.transfer = new Transfer(client, policy, listener);
  }

  /**
   * Puts the file to its place when it is whole and as its size and checksums say.
   *
   * @param addresses user and password in one are for its server, and told to nobody else
   * @return the address it came from, without them
   * @throws IOException if no address gave it, with the reason of each
   * @throws org.jpose.core.disk.FileException if the disk failed
   */
  public URI fetch(ModelFile file, List<URI> addresses, Path target) throws IOException {
    PartFile part = new PartFile(disk, target, !file.checksums().isEmpty());
    List<String> reasons = new ArrayList<>();
    for (URI given : addresses) {
      WebAddress address = WebAddress.of(given);
      part.forgetVersion();
      try {
        fetchFrom(address, file, part);
        part.complete(target);
        return address.uri();
      } catch (AttemptFailure e) {
        reasons.add(address.uri() + ": " + e.getMessage());
        listener.failed(address.uri(), e.getMessage());
      }
    }
    throw new IOException(file.name() + " cannot be fetched. " + String.join(". ", reasons));
  }

  private void fetchFrom(WebAddress address, ModelFile file, PartFile part) throws IOException {
    boolean resumed = false;
    int idle = 0;
    for (int attempt = 1; ; attempt++) {
      long before = part.length();
      try {
        resumed |= transfer.run(address, file, part);
        String problem = problem(file, part.path());
        if (problem.isEmpty()) {
          return;
        }
        part.discard();
        // Perhaps the parts were of two files.
        if (!resumed) {
          throw AttemptFailure.last(problem + "; removed");
        }
        resumed = false;
        listener.retrying(address.uri(), problem + "; begins again");
      } catch (AttemptFailure e) {
        idle = part.length() > before ? 0 : idle + 1;
        if (!e.isAgain()) {
          throw e;
        }
        if (idle >= policy.idle() || attempt >= policy.attempts()) {
          throw AttemptFailure.last(e.getMessage() + ", after " + attempt + " attempts").because(e);
        }
        listener.retrying(address.uri(), e.getMessage());
        pause(policy.pause(idle, e.pause()));
      }
    }
  }

  /** What is wrong with the file, or nothing. */
  private static String problem(ModelFile file, Path found) throws IOException {
    long size = Files.size(found);
    if (file.bytes().isPresent() && size != file.bytes().getAsLong()) {
      return "gave %d bytes, the card says %d".formatted(size, file.bytes().getAsLong());
    }
    return mismatch(file, found);
  }

  /** Which checksum a file does not have, or nothing. */
  public static String mismatch(ModelFile file, Path found) throws IOException {
    for (Checksum expected : file.checksums()) {
      Checksum actual = Checksum.of(expected.algorithm(), found);
      if (!actual.equals(expected)) {
        return "wrong file: " + actual + ", expected " + expected.hex();
      }
    }
    return "";
  }

  private static void pause(Duration pause) throws InterruptedIOException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting to ask again");
    }
  }
}
