package org.jpose.zoo;

/** A model's licence has to be accepted, and has not been. */
public final class LicenceException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  LicenceException(ModelCard card) {
    super(
        card.name()
            + " may be used under these terms only, which have to be accepted once: "
            + card.licence().terms());
  }
}
