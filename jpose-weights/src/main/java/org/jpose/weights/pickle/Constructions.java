package org.jpose.weights.pickle;

import java.util.List;

/**
 * What a pickle may construct besides plain values. A pickle names functions and classes of Python;
 * here a name is looked up in a closed list, and nothing else is ever reached by it.
 *
 * <p>Faults are reported as {@link IllegalArgumentException}, in words that follow the file's name.
 */
public interface Constructions {
  /** Returns whether a pickle may use this name, {@code module.name}. */
  boolean allows(String name);

  /**
   * Returns what a call makes.
   *
   * @param name an allowed name
   * @param arguments any values a pickle can hold
   * @throws IllegalArgumentException if the name cannot be called or the arguments do not fit it
   */
  Object call(String name, List<?> arguments);

  /**
   * Gives a constructed value its state.
   *
   * @throws IllegalArgumentException if it has none or the state does not fit it
   */
  void build(Object target, Object state);

  /**
   * Returns what the pickle keeps elsewhere.
   *
   * @throws IllegalArgumentException if nothing is kept elsewhere, or not this
   */
  Object persistent(Object id);
}
