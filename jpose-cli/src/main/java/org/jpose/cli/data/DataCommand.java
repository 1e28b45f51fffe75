package org.jpose.cli.data;

import org.jpose.cli.arguments.CommonArguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jpose data}: data for training, before it is used. */
@Command(
    name = "data",
    description = {
      "Converts, checks and shows labelled images.",
      "Reads COCO folders, CMU's LMDB, and images with jpose's own JSON, told apart by what they"
          + " are; docs/DATA.md describes them."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DataConvertCommand.class, DataCheckCommand.class, DataShowCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  jpose data check coco/",
      "  jpose data show coco/ --split val --out sheet.png",
      "  jpose data convert coco/ --out train_lmdb --split train"
    })
public final class DataCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private CommonArguments common;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: convert, check or show");
  }
}
