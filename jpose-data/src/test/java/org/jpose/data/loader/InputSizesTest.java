package org.jpose.data.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.NetworkSize;
import org.jpose.core.pose.Skeletons;
import org.jpose.data.BatchRequest;
import org.jpose.data.BatchShape;
import org.jpose.data.augment.Augmentations;
import org.junit.jupiter.api.Test;

class InputSizesTest {
  private static final List<InputSizes.Share> SHARES = InputSizes.parse("64x64:3,96x64");
  private static final BatchPlan PLAN = BatchPlan.of(5, 80, 8, 400);

  private static Recipe recipe() {
    BatchShape shape =
        new BatchShape(Skeletons.COCO18, new NetworkSize(64, 64), 8, ColourOrder.RGB);
    return Recipe.of(shape, Augmentations.NONE).withSizes(new InputSizes(SHARES, 8));
  }

  @Test
  void sizesAreDrawnByTheirShares() {
    InputSizes sizes = new InputSizes(SHARES, 8);
    int first = 0;
    for (int i = 0; i < 4000; i++) {
      first += sizes.kind(PLAN.batch(i)) == 0 ? 1 : 0;
    }
    assertEquals(3000, first, 150);
    assertEquals(0.75, sizes.part(0));
    assertEquals("64x64:3.0,96x64:1.0", sizes.toString());
    assertEquals(SHARES, InputSizes.parse(sizes.toString()));
  }

  @Test
  void allRanksHaveTheSizeOfTheWholeBatch() {
    Recipe recipe = recipe();
    for (int i = 0; i < 100; i++) {
      BatchRequest whole = PLAN.batch(i);
      for (int rank = 0; rank < 4; rank++) {
        BatchRequest part = PLAN.share(rank, 4).part(whole);
        assertEquals(recipe.shape(whole), recipe.shape(part), part.toString());
      }
    }
  }

  @Test
  void aSingleSizeIsARecipeAsEver() {
    Recipe plain = Recipe.of(recipe().shape(), Augmentations.NONE);
    Recipe same = recipe().withSizes(new InputSizes(InputSizes.parse("64x64"), 8));
    assertEquals(plain, same);
    assertEquals(plain.toString(), same.toString());
    assertTrue(recipe().toString().contains("sizes=64x64:3.0,96x64:1.0"), recipe().toString());
  }

  @Test
  void wrongSizesAreNamed() {
    assertThrows(IllegalArgumentException.class, () -> InputSizes.parse("64x64:0"));
    assertThrows(IllegalArgumentException.class, () -> InputSizes.parse("64x64:1:2"));
    assertThrows(IllegalArgumentException.class, () -> new InputSizes(List.of(), 8));
    assertThrows(IllegalArgumentException.class, () -> new InputSizes(SHARES, 0));
    BatchShape other =
        new BatchShape(Skeletons.COCO18, new NetworkSize(96, 64), 8, ColourOrder.RGB);
    Recipe wrong = Recipe.of(other, Augmentations.NONE);
    assertEquals(
        new NetworkSize(64, 64), wrong.withSizes(new InputSizes(SHARES, 8)).shape().size());
  }
}
