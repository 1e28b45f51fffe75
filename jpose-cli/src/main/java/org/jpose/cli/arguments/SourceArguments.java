package org.jpose.cli.arguments;

import java.util.Optional;
import org.jpose.media.image.SourceView;
import picocli.CommandLine.Option;

/** What is looked at of pictures. */
public final class SourceArguments {
  @Option(
      names = "--crop",
      paramLabel = "X,Y,W,H",
      description =
          "Look at this part of the pictures only, as --rotate and --mirror leave them; results are"
              + " in its pixels.")
  private String crop;

  @Option(
      names = "--rotate",
      paramLabel = "DEGREES",
      description = "Turn the pictures clockwise by 90, 180 or 270 degrees before anything else.")
  private int rotation;

  @Option(names = "--mirror", description = "Exchange left and right of the pictures.")
  private boolean mirror;

  /** Wrong values end in an IllegalArgumentException that says which. */
  public SourceView view() {
    return new SourceView(rotation, mirror, Optional.ofNullable(crop).map(SourceView.Crop::parse));
  }
}
