package org.jpose.data.remote;

import org.jpose.data.BatchRequest;

/**
 * What trainer and workers say to each other; batches, which are large, are {@link BatchFrame}s.
 */
sealed interface Message {
  /**
   * A worker comes.
   *
   * @param version of its jpose
   * @param name for statistics and messages
   * @param data what it has
   * @param credits how many requests it would hold at once
   */
  record Hello(String version, String name, DataIdentity data, int credits) implements Message {}

  /**
   * It may take part.
   *
   * @param session goes with everything said from now on
   * @param recipe how batches are to be made
   * @param credits how many requests it will hold at most
   * @param beatMillis how often it shall say that it is there
   * @param silenceMillis after this time without a word either side takes the other for gone
   */
  record Welcome(long session, BatchRecipe recipe, int credits, int beatMillis, int silenceMillis)
      implements Message {}

  /**
   * The worker has a maker for the recipe.
   *
   * @param session as welcomed
   * @param summary of what the maker makes, for people
   * @param fingerprint of what it makes, as {@link Fingerprint} draws it
   */
  record Ready(long session, String summary, String fingerprint) implements Message {}

  /**
   * Not let in, or not any more.
   *
   * @param reason for people
   */
  record Refused(String reason) implements Message {}

  /**
   * A request.
   *
   * @param session as welcomed
   * @param number of this question; the answer repeats it
   * @param request which batch
   */
  record Ask(long session, long number, BatchRequest request) implements Message {}

  /**
   * A request could not be met.
   *
   * @param session as welcomed
   * @param number of the question
   * @param reason for people
   */
  record Failed(long session, long number, String reason) implements Message {}

  /** The trainer asks for a hello. */
  record Who() implements Message {}

  /** Somebody goes; of the trainer: it is done. */
  record End() implements Message {}

  /** The worker goes, or its connection broke. */
  record Bye() implements Message {}

  /** Somebody is there. */
  record Beat() implements Message {}
}
