package org.jpose.zoo;

import java.net.URI;
import java.util.List;

/**
 * How to fetch.
 *
 * @param mirrors asked in order <em>instead</em> of the card's addresses, when there are any: a
 *     base to which {@code NAME/FILE} is added, as in the cache's own folder {@code models}; or,
 *     with a query or the ending of the file, the file's whole address
 * @param acceptLicence whether the user accepts the licence
 * @param force whether to fetch what is there already
 */
public record FetchOptions(List<URI> mirrors, boolean acceptLicence, boolean force) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if a mirror is not an address of the web
   */
  public FetchOptions {
    mirrors = List.copyOf(mirrors);
    mirrors.forEach(Mirror::require);
  }

  /**
   * Reads a mirror's address; a user and password in it are told to its server, and to nobody else.
   *
   * @throws IllegalArgumentException if it is not an address of the web; without the password
   */
  public static URI mirror(String text) {
    URI mirror;
    try {
      mirror = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw Mirror.refusal(text);
    }
    Mirror.require(mirror);
    return mirror;
  }

  /** From the card's addresses, no licence accepted, nothing fetched twice. */
  public static FetchOptions defaults() {
    return new FetchOptions(List.of(), false, false);
  }

  /** Returns this with mirrors. */
  public FetchOptions withMirrors(List<URI> mirrors) {
    return new FetchOptions(mirrors, acceptLicence, force);
  }

  /** Returns this with the licence accepted or not. */
  public FetchOptions withAcceptLicence(boolean acceptLicence) {
    return new FetchOptions(mirrors, acceptLicence, force);
  }

  /** Returns this fetching what is there already or not. */
  public FetchOptions withForce(boolean force) {
    return new FetchOptions(mirrors, acceptLicence, force);
  }
}
