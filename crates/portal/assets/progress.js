// Moves the progress bar of a job until it is finished.

const job = document.getElementById("job");
const bar = job.querySelector("progress");
const status = job.querySelector("[role=status]");

async function follow() {
  try {
    const answer = await fetch(job.dataset.state, { headers: { accept: "application/json" } });
    if (!answer.ok) return;
    const { done, total, finished, said } = await answer.json();
    bar.max = Math.max(total, 1);
    bar.value = done;
    if (status.textContent !== said) status.textContent = said;
    if (finished) {
      document.getElementById("reload")?.remove();
      return;
    }
  } catch {
    // The server may be starting anew: it goes on where it stood.
  }
  setTimeout(follow, 500);
}

follow();
