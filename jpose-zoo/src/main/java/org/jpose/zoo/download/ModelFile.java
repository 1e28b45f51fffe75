package org.jpose.zoo.download;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The file a model was published as.
 *
 * @param name its name in the cache and on mirrors
 * @param bytes its size, where known
 * @param limit no more than so many bytes are taken from a server; the size, where it is known
 * @param checksums all hashes that are known of it; with none, the first download is trusted
 * @param addresses where it was published, tried in order; with none, it has to be brought
 * @param companion a second file that belongs to it and is brought beside it
 * @param instructions how to come by it, where there is no address
 */
public record ModelFile(
    String name,
    OptionalLong bytes,
    long limit,
    List<Checksum> checksums,
    List<URI> addresses,
    Optional<String> companion,
    String instructions) {
  public ModelFile {
    checksums = List.copyOf(checksums);
    addresses = List.copyOf(addresses);
  }
}
