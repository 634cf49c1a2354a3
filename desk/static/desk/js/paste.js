/* Files of a form: pasted screenshots join the chosen files, and what is chosen is shown and can be removed.
 *
 * Without this script the form works the same with the browser's own file field. Nothing is sent from
 * here: the files stay in the field until the form is sent. Each line of the list is told to whoever
 * listens (`desk:chosen`), which is how pen.js and look.js offer what they can do with a file.
 */
for (const box of document.querySelectorAll(".files")) {
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector(".chosen-files");
  const said = box.querySelector(".files-said");
  let kept = new DataTransfer();

  const put = (files) => {
    kept = new DataTransfer();
    for (const file of files) kept.items.add(file);
    input.files = kept.files;
    show();
  };

  const show = () => {
    for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    list.replaceChildren(...Array.from(kept.files, line));
    list.hidden = kept.files.length === 0;
    Array.from(kept.files).forEach((file, position) => {
      const line = list.children[position];
      const replace = (other, words) => {
        put(Array.from(kept.files, (same, place) => (place === position ? other : same)));
        said.textContent = words;
      };
      box.dispatchEvent(new CustomEvent("desk:chosen", { bubbles: true, detail: { file, line, replace } }));
    });
    const size = Array.from(kept.files).reduce((sum, file) => sum + file.size, 0);
    input.setCustomValidity(size > Number(box.dataset.limit) ? box.dataset.tooLarge : "");
    if (input.validationMessage) said.textContent = input.validationMessage;
  };

  const line = (file, position) => {
    const item = document.createElement("li");
    if (/^image\/(png|jpeg|gif|webp|bmp)$/.test(file.type)) {
      const image = document.createElement("img");
      image.src = URL.createObjectURL(file);
      image.alt = "";
      item.append(image);
    }
    const name = document.createElement("span");
    name.textContent = file.name;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "button button-quiet button-small";
    remove.textContent = box.dataset.remove;
    remove.setAttribute("aria-label", `${box.dataset.remove}: ${file.name}`);
    remove.addEventListener("click", () => {
      put(Array.from(kept.files).filter((_, other) => other !== position));
      said.textContent = box.dataset.removed;
      input.focus();
    });
    item.append(name, remove);
    return item;
  };

  /* Choosing again adds to what is there: people come back for a second folder. */
  input.addEventListener("change", () => put([...kept.files, ...input.files]));

  document.addEventListener("paste", (event) => {
    const pasted = Array.from(event.clipboardData?.files ?? []);
    if (pasted.length === 0) return;
    event.preventDefault();
    const named = pasted.map((file, number) => {
      const ending = file.type === "image/jpeg" ? "jpg" : "png";
      const isNameless = /^image\.(png|jpe?g)$/.test(file.name);
      const name = `pasted-${kept.files.length + number + 1}.${ending}`;
      return isNameless ? new File([file], name, { type: file.type }) : file;
    });
    put([...kept.files, ...named]);
    if (!input.validationMessage) said.textContent = box.dataset.pasted;
  });

  /* A page that the browser restores keeps its chosen files. */
  if (input.files.length) put(input.files);
}
