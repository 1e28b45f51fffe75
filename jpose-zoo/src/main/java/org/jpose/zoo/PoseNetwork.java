package org.jpose.zoo;

import java.util.OptionalLong;

/**
 * The network a model that finds people runs.
 *
 * @param name its name in {@code jpose-net}, as a rule
 * @param skeleton name of its skeleton
 * @param colour colour order of its input, {@code rgb} or {@code bgr}
 * @param parameters number of weights, batch norm folded, where known
 * @param macs multiply-accumulates for one image of 432x368 pixels, where known
 */
public record PoseNetwork(
    String name, String skeleton, String colour, OptionalLong parameters, OptionalLong macs) {}
