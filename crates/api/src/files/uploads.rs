//! Files that a request brings: found by the types of the operation's body, checked by their content, stored before the
//! transaction begins, because a transaction cannot wait, and removed again if it fails.

use std::future::Future;

use bytes::Bytes;
use files::{FileName, Files, MAX_PIXELS, NotStorable, Size};
use schemars::generate::SchemaSettings;
use serde_json::Value;
use storage::ShopId;
use wire::Random;

use crate::body::Decoded;
use crate::operation::Operation;
use crate::shape::label;
use crate::{Answer, Error, Inputs, Reply};

/// Where a field says which sizes of its image are made.
pub(crate) const SIZES: &str = "x-sizes";

/// A field of an operation's body that is a file.
#[derive(Debug, PartialEq)]
pub(crate) struct FileField {
    pub(crate) name: String,
    label: String,
    sizes: Vec<Size>,
}

/// What the operation takes as files: by the schema that also documents it.
pub(crate) fn file_fields(operation: &Operation) -> Vec<FileField> {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let mut inputs = Inputs::default();
    (operation.inputs)(&mut inputs, &mut settings.into_generator());
    let properties = inputs.body.as_ref().and_then(|body| body.get("properties")?.as_object());
    let files = properties.into_iter().flatten().filter(|(_, schema)| schema["format"] == "binary");
    let field = |(name, schema): (&String, &Value)| FileField {
        name: name.clone(),
        label: label(schema).unwrap_or_else(|| name.clone()),
        sizes: schema.get(SIZES).and_then(|sizes| serde_json::from_value(sizes.clone()).ok()).unwrap_or_default(),
    };
    files.map(field).collect()
}

/// What is to be stored with the operation.
#[derive(Debug, Default)]
pub(crate) struct Uploads(Vec<(FileName, Bytes)>);

impl Uploads {
    /// Takes the operation's files out of the input and puts in their place what the operation reads of them.
    pub(crate) async fn take(
        fields: &[FileField],
        decoded: &mut Decoded,
        files: &Files,
        random: &dyn Random,
    ) -> Answer<Self> {
        let mut uploads = Vec::new();
        let mut faults = Vec::new();
        for field in fields {
            // Whatever else bears the name is no file, and must not pass for one.
            let sent = decoded.parameters.remove(&field.name);
            let name = format!("{} ({})", field.label, field.name);
            let Some(bytes) = decoded.files.remove(&field.name) else {
                if sent.is_some_and(|sent| !sent.is_null() && sent != "") {
                    faults.push(format!("{name} 必須以 multipart/form-data 上傳檔案"));
                }
                continue;
            };
            match files.inspect(bytes.clone(), field.sizes.clone()).await? {
                Ok(drawn) => {
                    let (image, stored) = drawn.named(bytes, random);
                    let image = serde_json::to_value(image).map_err(|error| Error::Unavailable(error.to_string()))?;
                    decoded.parameters.insert(field.name.clone(), image);
                    uploads.extend(stored);
                }
                Err(NotStorable::NotAnImage) => faults.push(format!("{name} 必須是 JPEG、PNG、GIF 或 WebP 圖片")),
                Err(NotStorable::TooLarge) => {
                    faults.push(format!("{name} 尺寸過大，最多 {} 萬像素", MAX_PIXELS / 10_000));
                }
                Err(NotStorable::Damaged) => faults.push(format!("{name} 已損壞，無法讀取")),
            }
        }
        if faults.is_empty() { Ok(Self(uploads)) } else { Err(Error::Invalid(faults)) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Stores the files, then does the rest; where that fails, the files go again.
    pub(crate) async fn store(
        self,
        files: &Files,
        shop: ShopId,
        rest: impl Future<Output = Answer<Reply>> + Send,
    ) -> Answer<Reply> {
        let answered = match self.put(files, shop).await {
            Ok(()) => rest.await,
            Err(error) => Err(error.into()),
        };
        if answered.is_err() {
            for (name, _) in &self.0 {
                if let Err(error) = files.remove(shop, name).await {
                    tracing::warn!(shop, %name, %error, "a file stays behind that nobody has");
                }
            }
        }
        answered
    }

    async fn put(&self, files: &Files, shop: ShopId) -> files::Result<()> {
        for (name, bytes) in &self.0 {
            files.put(shop, name, bytes.clone()).await?;
        }
        Ok(())
    }
}
