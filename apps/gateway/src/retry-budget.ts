const PER_REQUEST = 0.2;
const MOST = 50;

/** RetryBudget lets a fifth of the requests be tried again, and 50 at once after a quiet time: when everything fails, retries add little. */
export class RetryBudget {
  private left = MOST;

  /** earned is told of each request. */
  earned(): void {
    this.left = Math.min(MOST, this.left + PER_REQUEST);
  }

  /** spend takes one retry, or is false when none is left. */
  spend(): boolean {
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }
}
